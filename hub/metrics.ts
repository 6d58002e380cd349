import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { linkKinds } from '../protocol/links.ts';
import type { Hub } from './hub.ts';
import type { Transport } from './transport/port.ts';

/** Ticks whose lateness waits to be sorted into the histogram: half a minute of play. */
const TICKS_KEPT = 1_024;

export interface Metrics {
  /** Text in the Prometheus exposition format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Milliseconds after its time that a tick ran. */
  late(ms: number): void;
}

/** /metrics: most figures are read from their owners when somebody asks, so counting costs nothing in play. */
export const createMetrics = (
  hub: () => Hub,
  transports: () => readonly Transport[],
  storage: () => Readonly<Record<string, number>> = () => ({}),
  web: () => Readonly<Record<string, number>> = () => ({}),
  outside: () => Readonly<Record<string, number>> = () => ({}),
): Metrics => {
  const registry = new Registry();
  // Its watch on the event loop wakes the hub so often: the default of 10 ms is most of what an idle hub does.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  /** Of ticks since somebody asked last, in seconds. */
  let lately: number[] = [];
  const lateness = new Histogram({
    name: 'partyline_tick_lateness_seconds',
    help: 'How late game ticks run',
    registers: [registry],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
    collect: () => sortIn(),
  });
  const sortIn = (): void => {
    for (const seconds of lately) lateness.observe(seconds);
    lately = [];
  };
  const gauge = (
    name: string,
    help: string,
    collect: (set: Gauge) => void,
    labelNames: string[] = [],
  ): Gauge =>
    new Gauge({
      name: `partyline_${name}`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        collect(this);
      },
    });
  const counter = (
    name: string,
    help: string,
    read: (add: (value: number, labels?: Record<string, string>) => void) => void,
    labelNames: string[] = [],
  ): Counter =>
    new Counter({
      name: `partyline_${name}`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        read((value, labels) => this.inc(labels ?? {}, value));
      },
    });

  gauge(
    'links',
    'Links that are up',
    (g) => {
      for (const kind of Object.keys(linkKinds))
        g.set({ transport: kind }, [...hub().links.values()].filter((e) => e.link.kind === kind).length);
    },
    ['transport'],
  );
  gauge(
    'members',
    'People and screens in the room',
    (g) => {
      const all = [...hub().state.members.values()];
      for (const status of ['here', 'away']) g.set({ status }, all.filter((m) => m.status === status).length);
    },
    ['status'],
  );
  gauge('seats_taken', 'Seats of the game that are taken', (g) =>
    g.set([...hub().state.members.values()].filter((m) => m.seat !== undefined).length),
  );
  gauge('games_aside', 'Games that failed and were put aside', (g) => g.set(hub().state.aside.size));
  gauge('tick', 'Newest state', (g) => g.set(hub().tick));
  counter('inputs_applied_total', 'Inputs accepted, each once', (add) => add(hub().counters.inputsAccepted));
  counter('inputs_duplicated_total', 'Inputs that came again and were dropped', (add) =>
    add(hub().counters.inputsDuplicate),
  );
  counter(
    'refused_total',
    'Errors told to phones',
    (add) => {
      for (const [error, count] of Object.entries(hub().counters.refused)) add(count, { error });
    },
    ['error'],
  );
  counter('malformed_frames_total', 'Frames that could not be read', (add) =>
    add(hub().counters.malformedFrames),
  );
  counter('ignored_frames_total', 'Messages of a newer version, which this hub ignores', (add) =>
    add(hub().counters.ignoredFrames),
  );
  counter('states_sent_total', 'States sent', (add) => add(hub().counters.statesSent));
  counter('states_skipped_total', 'States that a slow link never got because a newer one came', (add) =>
    add(hub().counters.statesSkipped),
  );
  counter('states_in_20_bytes_total', 'States that fit one Bluetooth notification on any link', (add) =>
    add(hub().counters.statesIn20Bytes),
  );
  counter(
    'states_in_one_packet_total',
    'States sent over Bluetooth that fit one notification at the ATT MTU in force',
    (add) => add(hub().counters.statesInOnePacket),
  );
  counter('holds_total', 'Times that states were held back from a phone that did not answer', (add) =>
    add(hub().counters.holds),
  );
  counter('keyframes_sent_total', 'States sent whole', (add) => add(hub().counters.keyframesSent));
  counter('state_bytes_total', 'Bytes of states sent', (add) => add(hub().counters.stateBytes));
  counter('joins_total', 'Sessions begun', (add) => add(hub().counters.joins));
  counter('resumes_total', 'Links that took up a session again', (add) => add(hub().counters.resumes));
  counter(
    'transport_events_total',
    'What the transports counted, such as ATT errors',
    (add) => {
      for (const { kind, counters } of transports())
        for (const [event, count] of Object.entries(counters)) add(count, { transport: kind, event });
    },
    ['transport', 'event'],
  );

  counter(
    'storage_events_total',
    'What was written to the data directory, and what could not be',
    (add) => {
      for (const [event, count] of Object.entries(storage())) add(count, { event });
    },
    ['event'],
  );

  counter(
    'web_events_total',
    'Whom the port of the pages did not let in',
    (add) => {
      for (const [event, count] of Object.entries(web())) add(count, { event });
    },
    ['event'],
  );

  counter(
    'outside_games_events_total',
    'Calls of games from outside: all, those that took too long, and those that were stopped',
    (add) => {
      for (const [event, count] of Object.entries(outside())) add(count, { event });
    },
    ['event'],
  );

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    late: (ms) => {
      if (lately.push(ms / 1000) >= TICKS_KEPT) sortIn();
    },
  };
};
