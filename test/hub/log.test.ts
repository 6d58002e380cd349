import { describe, expect, it } from 'vitest';
import { createLog } from '../../hub/log.ts';

describe('the log', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  const logged = (what: object): string => {
    log.info(what, 'said');
    return lines.splice(0).join('');
  };

  it('tells why something failed: the code of an error', () => {
    const err = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    expect(JSON.parse(logged({ err }))).toMatchObject({ err: { code: 'ENOSPC', message: 'no space left' } });
  });

  it('tells no secret, where one could be', () => {
    const secret = { token: 's3cret', hostKey: 's3cret', code: 's3cret' };
    for (const what of [secret, { config: secret }, { identity: secret }, { ready: secret }])
      expect(logged(what)).not.toMatch(/s3cret/);
  });
});
