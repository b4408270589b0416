// SPDX-License-Identifier: Apache-2.0
// What OpenID Connect Token Bound Authentication asks of a provider, and all that it asks: the ID
// token names, in cnf.tbh, the key that the browser uses with the application. The front has
// verified the binding; this application believes its header fields.
import { createHash } from 'node:crypto';

const REFERRED = 'Sec-Referred-Token-Binding-ID';
export const PARAMETER = 'token_binding_hash';

export function referredHash(ctx) {
  const id = ctx.get(REFERRED);
  if (!id) return undefined;
  return createHash('sha256').update(Buffer.from(id, 'base64url')).digest('base64url');
}

export const confirmation = (tbh) => (tbh ? { cnf: { tbh } } : {});

// The referred binding comes with the first request alone, the one that the application's redirect
// led to. It waits among the parameters of that request while the user logs in. What a client wrote
// there itself is never believed.
export function keepReferred(ctx) {
  if (ctx.oidc.route !== 'resume') ctx.oidc.params[PARAMETER] = referredHash(ctx);
}

// From the browser's request, which gets the code, to the application's, which brings it back.
export class HashByCode {
  #hashes = new Map();

  middleware = async (ctx, next) => {
    await next();
    const code = ctx.oidc?.entities.AuthorizationCode;
    const tbh = ctx.oidc?.params?.[PARAMETER];
    if (code && tbh) this.#hashes.set(code.jti, tbh);
  };

  take(code) {
    const tbh = this.#hashes.get(code?.jti);
    this.#hashes.delete(code?.jti);
    return tbh;
  }
}
