import type { Connection, Input, InputResult, Job, Output } from '@vitreous/schema';
import { conflict, invalid, notFound } from '../problem.js';

/** Most connections of one input. */
const most = 500;

/** An input of a job. @throws Problem 404. */
export function inputNamed(job: Job, name: string): Input {
  const input = Object.hasOwn(job.spec.inputs, name) ? job.spec.inputs[name] : undefined;
  if (input === undefined) throw notFound(`Input ${name.slice(0, 100)} of ${job.uid}`);
  return input;
}

/** An output of a job. @throws Problem 404. */
export function outputNamed(job: Job, name: string): Output {
  const output = Object.hasOwn(job.spec.outputs, name) ? job.spec.outputs[name] : undefined;
  if (output === undefined) throw notFound(`Output ${name.slice(0, 100)} of ${job.uid}`);
  return output;
}

/** A connection of an input by its place. @throws Problem 404. */
export function connectionAt(job: Job, inputName: string, index: number): Connection {
  const connection = inputNamed(job, inputName).connections[index];
  if (connection === undefined) throw notFound(`Connection ${index} of input ${inputName.slice(0, 100)} of ${job.uid}`);
  return connection;
}

/** Connects an output to an input, which takes what it has slots for; the rest passes through. */
export function addConnection(job: Job, inputName: string, source: Job, outputName: string): void {
  const input = inputNamed(job, inputName);
  const limit = input.count_max === 'inf' || input.count_max === 0 ? most : input.count_max;
  if (input.connections.length >= limit) {
    throw conflict(`Input ${inputName} of ${job.uid} takes ${limit} connections at most: disconnect one first.`);
  }
  const again = input.connections.some((one) => one.job_uid === source.uid && one.output === outputName);
  if (again && !input.repeat_allowed)
    throw conflict(`${source.uid} ${outputName} is connected to ${inputName} already.`);
  input.connections.push(makeConnection(job, input, inputName, source, outputName));
}

/** What connecting makes. @throws Problem 422 when the output is of another kind or lacks what the input needs. */
export function makeConnection(job: Job, input: Input, inputName: string, source: Job, outputName: string): Connection {
  const output = outputNamed(source, outputName);
  if (output.type !== input.type) {
    throw invalid(
      'query',
      'source_output_name',
      `Input ${inputName} of ${job.uid} takes a ${input.type}; ${source.uid} ${outputName} is a ${output.type}.`,
      outputName,
    );
  }
  const free = [...output.results];
  const take = (fits: (result: (typeof free)[number]) => boolean): (typeof free)[number] | undefined => {
    const place = free.findIndex(fits);
    return place < 0 ? undefined : free.splice(place, 1)[0];
  };
  const matched = input.slots.flatMap(({ name, dtype, required }): InputResult[] => {
    const found = take((one) => one.dtype === dtype && one.name === name) ?? take((one) => one.dtype === dtype);
    if (found === undefined && required) {
      throw invalid(
        'query',
        'source_output_name',
        `Input ${inputName} of ${job.uid} needs ${dtype}, which ${source.uid} ${outputName} does not have.`,
        outputName,
      );
    }
    return found === undefined
      ? []
      : [{ name, dtype, job_uid: source.uid, output: outputName, result: found.name, version: 'F' }];
  });
  const rest = free.map((one): InputResult => ({
    name: null,
    dtype: one.dtype,
    job_uid: source.uid,
    output: outputName,
    result: one.name,
    version: 'F',
  }));
  return { job_uid: source.uid, output: outputName, results: [...matched, ...rest] };
}

/** The jobs that a job is built upon, by its connections. */
export function parentsOf(job: Job): string[] {
  const uids = Object.values(job.spec.inputs).flatMap(({ connections }) =>
    connections.flatMap(({ job_uid, results }) => [job_uid, ...results.map((result) => result.job_uid)]),
  );
  return [...new Set(uids)];
}
