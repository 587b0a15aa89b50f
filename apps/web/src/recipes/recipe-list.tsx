import { useRef, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { Dialog } from '../design/dialog.js';
import { formatTime } from '../design/format.js';
import { Icon, type IconName } from '../design/icon.js';
import { MenuButton } from '../design/menu-button.js';
import { isAdmin, nameOf, useMe, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { Empty } from '../shell/page-states.js';
import { saveRecipe } from './recipe-file.js';
import './recipes.css';

/** What workflows and blueprints have in common. */
interface Recipe {
  readonly _id: string;
  readonly title: string;
  readonly description: string;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly pinned: boolean;
}

interface Props<Kind extends Recipe> {
  /** In words, one and many. */
  readonly words: readonly [one: 'workflow' | 'blueprint', many: 'workflows' | 'blueprints'];
  readonly icon: IconName;
  readonly recipes: readonly Kind[] | undefined;
  /** What it makes, in few words. */
  readonly about: (recipe: Kind) => string;
  /** Missing where nothing can be made from here. */
  readonly onUse?: ((recipe: Kind) => void) | undefined;
  readonly useWord: string;
  readonly onPin: (recipe: Kind, pinned: boolean) => Promise<unknown>;
  readonly onDelete: (recipe: Kind) => Promise<unknown>;
  readonly onImport: (file: File) => Promise<unknown>;
  /** How one comes into being, while there is none. */
  readonly how: string;
  readonly onClose: () => void;
}

/** The workflows or the blueprints of this instance, pinned ones first; they are everybody's, and only their makers change them. */
export function RecipeList<Kind extends Recipe>(props: Props<Kind>): ReactNode {
  const { words, icon, recipes, about, onUse, useWord, onPin, onDelete, onImport, how, onClose } = props;
  const me = useMe();
  const people = usePeople();
  const picker = useRef<HTMLInputElement>(null);
  const [one, many] = words;
  const name = many.replace(/^./, (letter) => letter.toUpperCase());
  const sorted = [...(recipes ?? [])].sort(
    (a, b) => Number(b.pinned) - Number(a.pinned) || a.title.localeCompare(b.title),
  );
  return (
    <Dialog kind="slide-over" title={name} onClose={onClose}>
      <div className="dialog-body">
        {recipes?.length === 0 && (
          <Empty icon={icon} title={`There are no ${many} yet`}>
            <p>{how}</p>
          </Empty>
        )}
        <ul className="recipes" aria-label={name}>
          {sorted.map((recipe) => {
            const own =
              isAdmin(me) || recipe.createdBy === me._id ? undefined : `Only who made a ${one} may change it.`;
            const maker = recipe.createdBy === null ? undefined : people.get(recipe.createdBy);
            return (
              <li key={recipe._id} className="recipe">
                <header>
                  {recipe.pinned && <Icon name="flag" />}
                  <h3 className="one-line" title={recipe.title}>
                    {recipe.title || 'Untitled'}
                  </h3>
                  {onUse !== undefined && <Button onClick={() => onUse(recipe)}>{useWord}</Button>}
                  <MenuButton
                    label={`Actions of ${recipe.title}`}
                    entries={[
                      { label: 'Save as a file', icon: 'down', onSelect: () => saveRecipe(recipe.title, recipe) },
                      {
                        label: recipe.pinned ? 'No longer at the top' : 'Keep at the top',
                        icon: 'flag',
                        disabled: own,
                        onSelect: () => void act(() => onPin(recipe, !recipe.pinned)),
                      },
                      'line',
                      {
                        label: 'Delete',
                        icon: 'trash',
                        danger: true,
                        disabled: own,
                        onSelect: () =>
                          confirm({
                            title: `Delete ${recipe.title}?`,
                            body: <p>Jobs that were made by it stay. This cannot be taken back.</p>,
                            action: 'Delete',
                            danger: true,
                            run: () => act(() => onDelete(recipe)),
                          }),
                      },
                    ]}
                  />
                </header>
                <p>{about(recipe)}</p>
                {recipe.description !== '' && <p className="recipe-words">{recipe.description}</p>}
                <p className="faint">
                  {nameOf(maker)}, {formatTime(recipe.createdAt)}
                </p>
              </li>
            );
          })}
        </ul>
      </div>
      <footer className="dialog-foot">
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            target.value = '';
            if (file !== undefined) void act(() => onImport(file), `${file.name} is imported`);
          }}
        />
        <Button icon="up" onClick={() => picker.current?.click()}>
          Import a file
        </Button>
      </footer>
    </Dialog>
  );
}
