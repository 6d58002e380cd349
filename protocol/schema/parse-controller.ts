import { controlTraits } from '../controls.ts';
import type { Control, ControllerLayout } from '../layout.ts';
import * as json from './json.ts';

const CONTROLS = 24;
const CONDITIONS = 4;
const LABEL_BYTES = 32;
const KIND_BYTES = 32;

/** @returns the control, or undefined if it is of a kind that this program does not know. */
const parseControl = (control: json.JsonObject, kind: string, path: string): Control | undefined => {
  const traits = controlTraits(kind);
  if (!traits) return undefined;
  const part: Record<string, unknown> = {
    kind,
    label: json.text(control.label, `${path}.label`, LABEL_BYTES),
  };
  for (const [name, field] of Object.entries(traits.fields))
    if (control[name] !== undefined || !field.optional)
      part[name] = field.read(control[name], `${path}.${name}`);
  if (control.when !== undefined)
    part.when = json.array(control.when, `${path}.when`, 1, CONDITIONS).map((value, i) => {
      const at = `${path}.when[${i}]`;
      const condition = json.object(value, at);
      return {
        from: json.name(condition.from, `${at}.from`, json.FIELD_NAME),
        is: json.text(condition.is, `${at}.is`, LABEL_BYTES),
      };
    });
  // The fields of the row make its type.
  return part as unknown as Control;
};

/**
 * Checks a controller layout that came as JSON. Controls of a kind that is not known here are left out, and named in `skipped`.
 * @throws ProtocolError `badFrame` that names the place.
 */
export const parseController = (value: unknown): ControllerLayout => {
  const layout = json.object(value, 'controller');
  const orientation = json.word(layout.orientation, 'controller.orientation', [
    'portrait',
    'landscape',
    'any',
  ]);
  const controls: Control[] = [];
  const skipped: string[] = [];
  json.array(layout.controls, 'controller.controls', 0, CONTROLS).forEach((item, i) => {
    const path = `controller.controls[${i}]`;
    const control = json.object(item, path);
    const kind = json.text(control.kind, `${path}.kind`, KIND_BYTES);
    const known = parseControl(control, kind, path);
    if (known) controls.push(known);
    else skipped.push(kind);
  });
  return { orientation, controls, ...(skipped.length > 0 ? { skipped } : {}) };
};
