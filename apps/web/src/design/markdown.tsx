import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';

/**
 * Markdown as elements of the page. No HTML is ever made from it: a tag in the text is shown as text, and a link goes
 * only to the web, to mail or within the page.
 */
export function Markdown({ text }: { text: string }): ReactNode {
  return <div className="markdown">{lexer(text).map(renderBlock)}</div>;
}

/** The address if it may be followed, else null. */
export function safeHref(href: string): string | null {
  return /^(https?:\/\/|mailto:|#|\/(?!\/))/i.test(href.trim()) ? href.trim() : null;
}

function renderBlock(token: Token, key: number): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return <h3 key={key}>{renderInline(token.tokens)}</h3>;
    case 'code':
      return (
        <pre key={key} tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case 'blockquote':
      return <blockquote key={key}>{token.tokens?.map(renderBlock)}</blockquote>;
    case 'hr':
      return <hr key={key} />;
    case 'list':
      return renderList(token as Tokens.List, key);
    case 'table':
      return renderTable(token as Tokens.Table, key);
    case 'text':
      return <Fragment key={key}>{token.tokens === undefined ? token.text : renderInline(token.tokens)}</Fragment>;
    case 'paragraph':
      return <p key={key}>{renderInline(token.tokens)}</p>;
    default:
      return <p key={key}>{token.raw}</p>;
  }
}

function renderList({ ordered, items }: Tokens.List, key: number): ReactNode {
  const List = ordered ? 'ol' : 'ul';
  return (
    <List key={key}>
      {items.map((item, index) => (
        <li key={index}>
          {item.task && <input type="checkbox" checked={item.checked === true} readOnly aria-label="done" />}
          {item.tokens.map(renderBlock)}
        </li>
      ))}
    </List>
  );
}

function renderTable({ header, rows }: Tokens.Table, key: number): ReactNode {
  return (
    <table key={key}>
      <thead>
        <tr>
          {header.map((cell, index) => (
            <th key={index}>{renderInline(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>{renderInline(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function renderInline(tokens: Token[] | undefined): ReactNode {
  return tokens?.map((token, key) => {
    switch (token.type) {
      case 'strong':
        return <strong key={key}>{renderInline(token.tokens)}</strong>;
      case 'em':
        return <em key={key}>{renderInline(token.tokens)}</em>;
      case 'del':
        return <del key={key}>{renderInline(token.tokens)}</del>;
      case 'codespan':
        return <code key={key}>{token.text}</code>;
      case 'br':
        return <br key={key} />;
      case 'link':
        return renderLink(token as Tokens.Link, key);
      case 'text':
        return <Fragment key={key}>{token.tokens === undefined ? token.text : renderInline(token.tokens)}</Fragment>;
      case 'escape':
        return <Fragment key={key}>{token.text}</Fragment>;
      default:
        return <Fragment key={key}>{token.raw}</Fragment>;
    }
  });
}

function renderLink({ href, tokens }: Tokens.Link, key: number): ReactNode {
  const address = safeHref(href);
  return address === null ? (
    <Fragment key={key}>{renderInline(tokens)}</Fragment>
  ) : (
    <a key={key} href={address} target="_blank" rel="noreferrer">
      {renderInline(tokens)}
    </a>
  );
}
