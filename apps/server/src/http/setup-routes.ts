import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { createUser } from '../accounts/create-user.js';
import { digestPassword } from '../accounts/password.js';
import { requireSetupToken, useSetupToken } from '../accounts/setup-link.js';
import type { House } from '../house.js';
import { invalid, Problem } from '../problem.js';

const shortestPassword = 8;
const form = z.object({
  token: z.string().max(200),
  email: z.string().max(254),
  password: z.string().max(1000),
  first_name: z.string().max(100).default(''),
  last_name: z.string().max(100).default(''),
});

/** The page behind the link that the server prints while it has no administrator. */
export function registerSetupRoutes(app: FastifyInstance, house: House): void {
  const { store } = house;
  app.get('/setup', (request, reply) => {
    const { token } = z.object({ token: z.string().max(200).default('') }).parse(request.query);
    try {
      requireSetupToken(store, token, house.now());
    } catch (error) {
      return sendPage(reply, 403, `<p>${escape(sentence(error))}</p>`);
    }
    return sendPage(reply, 200, formOf(token, '', null));
  });

  app.post('/setup', async (request, reply) => {
    const parsed = form.safeParse(request.body);
    if (!parsed.success) throw invalid('body', 'email', 'Expected a token, an e-mail address and a password.', null);
    const { token, email, password, first_name, last_name } = parsed.data;
    try {
      requireSetupToken(store, token, house.now());
      if (password.length < shortestPassword) {
        throw new Problem(422, `The password needs at least ${shortestPassword} characters.`);
      }
      const username = email.replace(/@.*$/, '');
      const names = { email, username, first_name, last_name };
      const digest = digestPassword(password);
      const rest = { role: 'admin', digest, registerToken: null, createdBy: null } as const;
      const { _id } = await createUser(store, house.now(), { ...names, ...rest }, () => {
        useSetupToken(store, token, house.now());
      });
      const entry = { at: house.now().toISOString(), user_id: _id, address: request.ip, function: 'setup' };
      store.audit.insert({ ...entry, target: _id, outcome: 'done' });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const page = error.status === 403 ? `<p>${escape(sentence(error))}</p>` : formOf(token, email, sentence(error));
      return sendPage(reply, error.status, page);
    }
    return sendPage(reply, 201, `<p>The account of ${escape(email)} is made. <a href="/">Log in</a></p>`);
  });
}

function sendPage(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>Vitreous: first account</title><style>${style}</style><main><h1>Vitreous</h1>${body}</main></html>`,
    );
}

function formOf(token: string, email: string, problem: string | null): string {
  const field = (name: string, title: string, more: string): string =>
    `<label>${title}<input name="${name}" ${more}></label>`;
  return [
    '<p>Make the first account. It is an administrator’s.</p>',
    problem === null ? '' : `<p class="problem" role="alert">${escape(problem)}</p>`,
    `<form method="post" action="/setup"><input type="hidden" name="token" value="${escape(token)}">`,
    field('email', 'E-mail address', `type="email" required autocomplete="username" value="${escape(email)}"`),
    field(
      'password',
      'Password',
      `type="password" required minlength="${shortestPassword}" autocomplete="new-password"`,
    ),
    '<button>Make the account</button></form>',
  ].join('');
}

const style = [
  'body{font:16px/1.5 system-ui,sans-serif;margin:10vh auto;max-width:22rem;padding:0 1rem;color:#1a2430;background:#fff}',
  'label{display:block;margin:1rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem;',
  'border:1px solid #8a97a6;border-radius:4px}button{font:inherit;padding:.5rem 1rem;border:0;border-radius:4px;',
  'background:#1d5fa8;color:#fff}.problem{color:#a11}',
].join('');

function escape(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
  return text.replace(/[&<>"']/g, (letter) => `&${names[letter] ?? ''};`);
}

function sentence(error: unknown): string {
  return error instanceof Problem ? error.message.replace(/^\w+(\.\w+)*: /, '') : String(error);
}
