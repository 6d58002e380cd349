import { BUTTONS } from '../inputs.ts';
import type { Control, ControllerLayout } from '../layout.ts';
import { limits } from '../limits.ts';
import * as json from './json.ts';

const CONTROLS = 24;
const CONDITIONS = 4;
const LABEL_BYTES = 32;
const FIELD_NAME = /^[a-z][A-Za-z0-9]{0,31}$/;
const kinds = ['stick', 'dpad', 'button', 'tilt', 'choices', 'text'] as const;

/** `{ [key]: value }` if the property is there, else nothing. */
const maybe = <K extends string>(
  control: json.JsonObject,
  path: string,
  key: K,
  min: number,
  max: number,
): { readonly [P in K]?: number } =>
  control[key] === undefined
    ? {}
    : ({ [key]: json.integer(control[key], `${path}.${key}`, min, max) } as { readonly [P in K]?: number });

const parsePart = (control: json.JsonObject, path: string): Control => {
  const label = json.text(control.label, `${path}.label`, LABEL_BYTES);
  const axes = () => ({ ...maybe(control, path, 'x', 0, 3), ...maybe(control, path, 'y', 0, 3) });
  const tag = () => json.integer(control.tag, `${path}.tag`, 0, 0xff);
  const kind = json.word(control.kind, `${path}.kind`, kinds);
  switch (kind) {
    case 'dpad':
      return { kind, label };
    case 'stick':
      return { kind, label, ...axes(), ...maybe(control, path, 'max', 1, 127) };
    case 'tilt':
      return { kind, label, ...axes() };
    case 'button': {
      const button = json.integer(control.button, `${path}.button`, 0, BUTTONS - 1);
      if (control.big !== undefined && typeof control.big !== 'boolean')
        json.refuse(`${path}.big`, 'is not true or false');
      return control.big === undefined
        ? { kind, label, button }
        : { kind, label, button, big: control.big === true };
    }
    case 'choices':
      return { kind, label, from: json.name(control.from, `${path}.from`, FIELD_NAME), tag: tag() };
    case 'text':
      // The tag takes the first byte of the move.
      return {
        kind,
        label,
        tag: tag(),
        maxBytes: json.integer(control.maxBytes, `${path}.maxBytes`, 1, limits.moveBytes - 1),
      };
  }
};

const parseControl = (value: unknown, path: string): Control => {
  const control = json.object(value, path);
  const part = parsePart(control, path);
  if (control.when === undefined) return part;
  const when = json.array(control.when, `${path}.when`, 1, CONDITIONS).map((value, i) => {
    const at = `${path}.when[${i}]`;
    const condition = json.object(value, at);
    return {
      from: json.name(condition.from, `${at}.from`, FIELD_NAME),
      is: json.text(condition.is, `${at}.is`, LABEL_BYTES),
    };
  });
  return { ...part, when };
};

/** Checks a controller layout that came as JSON. @throws ProtocolError `badFrame` that names the place. */
export const parseController = (value: unknown): ControllerLayout => {
  const layout = json.object(value, 'controller');
  return {
    orientation: json.word(layout.orientation, 'controller.orientation', ['portrait', 'landscape', 'any']),
    controls: json
      .array(layout.controls, 'controller.controls', 0, CONTROLS)
      .map((control, i) => parseControl(control, `controller.controls[${i}]`)),
  };
};
