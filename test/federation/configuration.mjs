// SPDX-License-Identifier: Apache-2.0
// oidc-provider with plain configuration: one application that logs people in, one agent that gets
// access tokens for itself, and Token Binding.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

import {
  PARAMETER, confirmation, keepReferred, referredHash,
} from './confirmation.mjs';
import { loginUrl } from './login.mjs';

const clientsOf = ({ secret, redirectUris }) => [
  {
    client_id: 'app',
    client_secret: secret,
    redirect_uris: redirectUris,
    id_token_signed_response_alg: 'ES256',
  },
  {
    client_id: 'agent',
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
  },
];

const newSigningKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'jwk' });

// The ID token is made when the application brings the code: `source` is that code.
const findAccountWith = (hashes) => async (ctx, sub, source) => ({
  accountId: sub,
  claims: async (use) => ({ sub, ...(use === 'id_token' && confirmation(hashes.take(source))) }),
});

// Nobody is asked for consent: the application and the provider belong to one owner.
async function grantEverything(ctx) {
  const grant = new ctx.oidc.provider.Grant({
    clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
  });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}

// An agent shows the key that it uses with the API as the referred binding of its token request.
const resourceIndicators = {
  enabled: true,
  defaultResource: (ctx) => (ctx.oidc.route === 'token' ? 'urn:api' : undefined),
  getResourceServerInfo: () => ({
    scope: 'read', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } },
  }),
};

export const configurationFor = (settings, hashes) => ({
  clients: clientsOf(settings),
  jwks: { keys: [{ ...newSigningKey(), use: 'sig', alg: 'ES256' }] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  claims: { openid: ['sub', 'cnf'] },
  extraParams: { [PARAMETER]: keepReferred },
  extraTokenClaims: (ctx) => confirmation(referredHash(ctx)),
  findAccount: findAccountWith(hashes),
  loadExistingGrant: grantEverything,
  interactions: { url: loginUrl },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators,
  },
  ttl: { AccessToken: 600, ClientCredentials: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
});
