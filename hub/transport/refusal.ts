import { encode } from '../../protocol/codec.ts';
import { type ErrorName, errorTable, type ProtocolError } from '../../protocol/errors.ts';

/** @returns the frame that tells a phone why its link ends, for links that end before a session could say so. */
export const refusalFrame = (error: ErrorName): Uint8Array<ArrayBuffer> => {
  const { code, sentence } = errorTable[error];
  return encode({ type: 'error', code, retryMs: 0, sentence });
};

/** Detail of a close that was caused by bytes which cannot be read. */
export const detailOf = (error: ProtocolError): string => `${error.code}: ${error.detail}`;
