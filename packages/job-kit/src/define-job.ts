import type {
  BuilderTag,
  Category,
  InputSpec,
  JobRegisterJobSpec,
  OutputSpec,
  ResourceSpec,
  Stability,
} from '@vitreous/schema';
import type { Param } from './param.js';

type Params = Readonly<Record<string, Param>>;

/** What is known of a type of job before any runs: form, checks, register and resources follow from it. */
export interface JobDefinition<Names extends Params = Params> {
  readonly type: string;
  readonly title: string;
  readonly shorttitle: string;
  readonly description: string;
  readonly category: Category;
  readonly stability: Stability;
  readonly tags?: readonly BuilderTag[];
  /** A person decides in it while it waits. */
  readonly interactive?: boolean;
  /** Never needs a GPU and little else. */
  readonly lightweight?: boolean;
  /** Runs outside: a person's script starts, feeds and ends it. */
  readonly external?: boolean;
  readonly params: Names;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /** Outputs that there are for some values of the parameters, besides those that there always are. */
  readonly moreOutputs?: (params: Readonly<Record<string, unknown>>) => Readonly<Record<string, OutputSpec>>;
  readonly resources: (params: Readonly<Record<string, unknown>>) => ResourceSpec;
}

export function defineJob<const Names extends Params>(definition: JobDefinition<Names>): JobDefinition<Names> {
  return definition;
}

/** The outputs of a type with given parameters, which need not be valid. */
export function outputsOf(
  { outputs, moreOutputs }: JobDefinition,
  params: Readonly<Record<string, unknown>>,
): Readonly<Record<string, OutputSpec>> {
  return { ...outputs, ...moreOutputs?.(params) };
}

/** What `job_register` says of a type. */
export function registerEntryOf(definition: JobDefinition): JobRegisterJobSpec {
  const { type, title, shorttitle, description, category, stability, inputs } = definition;
  return {
    type,
    title,
    shorttitle,
    description,
    category,
    stability,
    tags: [...(definition.tags ?? [])],
    hidden: definition.external ?? false,
    interactive: definition.interactive ?? false,
    lightweight: definition.lightweight ?? false,
    inputs: { ...inputs },
    outputs: { ...outputsOf(definition, {}) },
    params: Object.fromEntries(Object.entries(definition.params).map(([name, { spec }]) => [name, spec])),
  };
}

/** The parameters of a type of job, as its run gets them. */
export type ParamsOf<Definition extends JobDefinition> = {
  readonly [Name in keyof Definition['params']]: Definition['params'][Name] extends Param<infer Value> ? Value : never;
};
