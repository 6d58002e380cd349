import { pad } from '../../../protocol/inputs.ts';
import { FaultyWorld, SUPERVISION_MS } from './faulty-world.ts';
import { BrokenRule, Model } from './model.ts';
import { type Plan, radios, type Step } from './plan.ts';

/** Time in which everything must be well again once the faults have ended: a silent link is noticed after 15 s. */
const HEALING_MS = 60_000;

const take = (world: FaultyWorld, step: Step, next: () => number): void => {
  if (step.do === 'wait') return world.run(step.ms);
  if (step.do === 'slow') {
    world.weather[step.radio].delayMs = step.ms;
    return;
  }
  if (step.do === 'double') {
    world.weather[step.radio].doubles = step.on;
    return;
  }
  if (step.do === 'crash') return world.crash(step.saveAgeMs, step.downMs, step.noticed);
  const phone = world.phones[step.phone];
  if (!phone) throw new Error(`no phone ${step.phone}`);
  switch (step.do) {
    case 'play':
      for (let i = 0; i < step.inputs; i += 1) {
        phone.handle({ type: 'input', input: pad(next()) });
        if (step.gapMs > 0) world.run(step.gapMs);
      }
      return;
    case 'cut':
      for (const link of phone.linksOf(step.radio)) link.cut();
      return;
    case 'halfOpen':
      for (const link of phone.linksOf(step.radio)) link.silence();
      return;
    case 'outOfRange':
      phone.outOfRange.add(step.radio);
      for (const link of phone.linksOf(step.radio)) {
        link.silence();
        if (step.radio === 'ble') world.at(world.now + SUPERVISION_MS, () => link.cut());
      }
      return;
    case 'inRange':
      phone.outOfRange.delete(step.radio);
      return;
    case 'use':
      return phone.handle({ type: 'kinds', kinds: step.radios });
    case 'foreground':
      return phone.handle({ type: 'foreground' });
    case 'away': {
      for (const radio of radios) {
        phone.outOfRange.add(radio);
        for (const link of phone.linksOf(radio)) link.silence();
      }
      world.run(step.ms);
      phone.outOfRange.clear();
      return phone.handle({ type: 'foreground' });
    }
  }
};

/** Runs a plan to its end and beyond, until all is well. @returns what was compared. @throws BrokenRule */
export const runPlan = (plan: Plan): Pick<Model, 'inputs' | 'statesCompared' | 'seatsFreed'> => {
  const model = new Model(plan.graceMs);
  const world = new FaultyWorld(plan, model);
  const { phones } = world;
  const isIn = (): boolean =>
    phones.every(({ status, member }) => status === 'playing' && member !== undefined);
  if (!world.until(isIn, 20_000)) throw new BrokenRule('the phones do not get in');
  world.run(60);
  for (const phone of phones) phone.handle({ type: 'command', command: 'start', member: 0, argument: '' });
  world.run(3_100);
  let count = 0;
  const next = (): number => {
    count = (count + 1) % 1000;
    return count;
  };
  const check = (): void => {
    if (model.broken !== undefined) throw new BrokenRule(model.broken);
  };
  for (const step of plan.steps) {
    take(world, step, next);
    check();
  }
  for (const radio of radios) Object.assign(world.weather[radio], { delayMs: 5, doubles: false });
  for (const phone of phones) {
    phone.outOfRange.clear();
    phone.handle({ type: 'kinds', kinds: radios });
  }
  const isWell = (): boolean =>
    isIn() &&
    phones.every(({ session }) => session.inputs.acknowledged === session.inputs.numbered) &&
    world.hub !== undefined &&
    // A hub that has just come back still shows them as they were.
    [...world.hub.sessions.values()].every(({ awaySince }) => awaySince === undefined) &&
    [...world.hub.state.members.values()].filter(({ status }) => status === 'here').length === phones.length;
  const isDone = world.until(() => model.broken !== undefined || isWell(), HEALING_MS);
  check();
  if (!isDone)
    throw new BrokenRule(
      `not well again: ${JSON.stringify(phones.map(({ status, session }) => ({ status, ...session.inputs })))}`,
    );
  // A welcome acknowledges what is accepted; it is in a state a moment later.
  world.run(100);
  phones.forEach((phone, i) => {
    model.settled(i, phone.member, phone.numbered);
    // A seat may be lost only to the grace time, and to a crash before the new session was saved.
    if (model.seatsFreed > 0) return;
    if (phone.session.inputs.forgotten > 0)
      throw new BrokenRule(`phone ${i}: ${phone.session.inputs.forgotten} inputs forgotten`);
    if (phone.sessions !== 1) throw new BrokenRule(`phone ${i} had ${phone.sessions} sessions`);
  });
  if (world.hub?.sessions.size !== phones.length)
    throw new BrokenRule(`${world.hub?.sessions.size} sessions for ${phones.length} phones`);
  check();
  return model;
};
