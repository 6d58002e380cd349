import { useEffect, useMemo } from 'preact/hooks';
import { controlKinds } from '../../../../../protocol/controls.ts';
import type { GameDescriptor } from '../../../../../protocol/descriptor.ts';
import type { Control, ControllerLayout } from '../../../../../protocol/layout.ts';
import { labelOf, titleOf } from '../../common/game-texts.ts';
import { t } from '../../common/i18n/index.ts';
import type { Settings } from '../memory.ts';
import type { Phone } from '../model.ts';
import { Pad } from '../pad.ts';
import { Card } from './card.tsx';
import { Choices } from './choices.tsx';
import { Dpad } from './dpad.tsx';
import { Draw } from './draw.tsx';
import { buzz } from './haptics.ts';
import { Hold } from './hold.tsx';
import { useKeyboard } from './keyboard.ts';
import { Order } from './order.tsx';
import { HoldButton } from './press.tsx';
import { Shake } from './shake.tsx';
import { Slider } from './slider.tsx';
import { Stick } from './stick.tsx';
import { Swipe } from './swipe.tsx';
import { TextAnswer } from './text-answer.tsx';
import { Tilt } from './tilt.tsx';
import { isVisible } from './visible.ts';

interface ControllerProps {
  readonly phone: Phone;
  readonly game: GameDescriptor;
  /** The game's shared view, from which choices are taken. */
  readonly play: unknown;
  /** What of the game only this seat may see. */
  readonly secret: unknown;
  readonly settings: Settings;
  readonly match: number;
}

/** What every control is given. */
export interface ControlProps<K extends Control['kind']> {
  readonly control: Extract<Control, { kind: K }>;
  readonly pad: Pad;
  readonly tick: () => void;
}

const Turn = ({ orientation }: Pick<ControllerLayout, 'orientation'>) =>
  orientation === 'any' ? null : (
    <p class={`turn ${orientation}`}>
      {t(orientation === 'landscape' ? 'rotateLandscape' : 'rotatePortrait')}
    </p>
  );

type Zone = (typeof controlKinds)[Control['kind']]['zone'];

/** The second of two sticks stands where buttons do: under the other thumb. */
const zoneOf = (control: Control): Zone =>
  control.kind === 'stick' && control.second ? 'buttons' : controlKinds[control.kind].zone;

/** A game's controller, drawn from its layout: what steers under one thumb, buttons under the other, answers over the whole width. */
export const Controller = ({ phone, game, play, secret, settings, match }: ControllerProps) => {
  const { orientation, skipped } = game.controller;
  const all = useMemo(
    () => game.controller.controls.map((control) => ({ ...control, label: labelOf(game.id, control.label) })),
    [game, settings.language],
  );
  const controls = all.filter((control) => isVisible(control, play));
  const pad = useMemo(() => new Pad((input) => phone.input(input)), [phone, game]);
  const tick = (): void => buzz(settings.vibrate);
  useKeyboard(pad, game.controller.controls);
  useEffect(() => {
    const letGo = (): void => pad.rest();
    window.addEventListener('blur', letGo);
    document.addEventListener('visibilitychange', letGo);
    return () => {
      window.removeEventListener('blur', letGo);
      document.removeEventListener('visibilitychange', letGo);
      letGo();
    };
  }, [pad]);

  const move = (bytes: Uint8Array): void => {
    tick();
    phone.input({ kind: 'move', bytes });
  };
  // A drawing thumb would buzz without end.
  const send = (bytes: Uint8Array): void => phone.input({ kind: 'move', bytes });
  const draw = (control: Control, key: number) => {
    switch (control.kind) {
      case 'stick':
        return <Stick key={key} control={control} pad={pad} tick={tick} />;
      case 'dpad':
        return <Dpad key={key} control={control} pad={pad} tick={tick} />;
      case 'button':
        return <HoldButton key={key} control={control} pad={pad} tick={tick} />;
      case 'tilt':
        return <Tilt key={key} control={control} pad={pad} tick={tick} />;
      case 'choices':
        return <Choices key={key} control={control} play={play} match={match} move={move} />;
      case 'text':
        return <TextAnswer key={key} control={control} move={move} />;
      case 'slider':
        return <Slider key={key} control={control} pad={pad} tick={tick} />;
      case 'swipe':
        return <Swipe key={key} control={control} move={move} />;
      case 'hold':
        return <Hold key={key} control={control} pad={pad} tick={tick} />;
      case 'card':
        return <Card key={key} control={control} secret={secret} />;
      case 'shake':
        return <Shake key={key} control={control} pad={pad} tick={tick} />;
      case 'order':
        return <Order key={key} control={control} play={play} match={match} move={move} />;
      case 'draw':
        return <Draw key={key} control={control} match={match} send={send} />;
    }
  };
  const inZone = (zone: Zone) => controls.filter((control) => zoneOf(control) === zone);
  const [steering, buttons, answers] = [inZone('steering'), inZone('buttons'), inZone('answers')];
  return (
    <div class={settings.leftHanded ? 'controller left-handed' : 'controller'}>
      <h1 class="hidden">{titleOf(game)}</h1>
      <Turn orientation={orientation} />
      {skipped && <p class="hint">{t('controlUnknown')}</p>}
      {controls.length === 0 && !skipped && <p class="wait">{t('lookAtTv')}</p>}
      {answers.length > 0 && <div class="answers">{answers.map(draw)}</div>}
      {steering.length + buttons.length > 0 && (
        <div class="thumbs">
          {steering.length > 0 && <div class="steering">{steering.map(draw)}</div>}
          {buttons.length > 0 && <div class="buttons">{buttons.map(draw)}</div>}
        </div>
      )}
    </div>
  );
};
