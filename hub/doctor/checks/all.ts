import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { checkAdapters, checkRights } from './adapter.ts';
import { checkAddresses, checkMdns, checkPorts } from './network.ts';
import { checkClock, checkModule, checkNode } from './software.ts';

/** Every check, in the order a person reads them: software, radio, network, clock. */
export const checkAll = (facts: Facts): Finding[] => [
  checkNode(facts),
  checkModule(facts),
  ...checkAdapters(facts),
  checkRights(facts),
  ...checkPorts(facts),
  checkAddresses(facts),
  checkMdns(facts),
  checkClock(facts),
];
