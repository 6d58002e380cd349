import type { Answer, Failure, Told } from './realm.ts';

const doings: readonly Failure['doing'][] = [
  'setup',
  'reduce',
  'view',
  'secretOf',
  'result',
  'bot',
  'save',
  'load',
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFailure = (value: unknown): value is Failure =>
  isObject(value) &&
  (doings as readonly unknown[]).includes(value.doing) &&
  typeof value.message === 'string' &&
  typeof value.stack === 'string' &&
  (value.event === undefined || Number.isInteger(value.event));

const isTold = (value: unknown): value is Told =>
  isObject(value) && (typeof value.text === 'string' || isFailure(value.failure));

const isSecret = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && Number.isInteger(value[0]) && isTold(value[1]);

const isAnswer = (value: unknown): value is Answer => {
  if (!isObject(value)) return false;
  if ('failure' in value) return isFailure(value.failure);
  if ('text' in value) return typeof value.text === 'string';
  if ('more' in value) return value.more === true;
  return (
    Number.isInteger(value.id) &&
    (value.view === undefined || isTold(value.view)) &&
    isTold(value.result) &&
    Array.isArray(value.secrets) &&
    value.secrets.every(isSecret)
  );
};

/**
 * Reads an answer, with the texts that stand in lines below it. Rules that meddle with the language in their realm can make it anything.
 * @returns undefined for what is none.
 */
export const readAnswer = (text: string): Answer | undefined => {
  const [head = '', ...lines] = text.split('\n');
  try {
    const answer: unknown = JSON.parse(head, (key, value: unknown) =>
      key === 'text' && typeof value === 'number' ? lines[value - 1] : value,
    );
    return isAnswer(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
};
