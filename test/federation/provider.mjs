// SPDX-License-Identifier: Apache-2.0
// Runs an OpenID Provider on loopback, in plain HTTP: TLS and Token Binding are the front's.
// Usage: node provider.mjs PORT ISSUER CLIENT-SECRET REDIRECT-URI...
import { Provider } from 'oidc-provider';

import { HashByCode } from './confirmation.mjs';
import { configurationFor } from './configuration.mjs';
import { loginPages } from './login.mjs';

const [port, issuer, secret, ...redirectUris] = process.argv.slice(2);
const hashes = new HashByCode();
const provider = new Provider(issuer, configurationFor({ secret, redirectUris }, hashes));
provider.proxy = true; // X-Forwarded-Proto tells that the front speaks TLS
provider.use(hashes.middleware);
provider.use(loginPages(provider));
provider.on('server_error', (_ctx, error) => console.error(error));

provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
