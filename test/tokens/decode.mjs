// SPDX-License-Identifier: Apache-2.0
// Reads a JSON array of texts, and writes for each what each decoder takes for its claims, or null.
import {readFileSync} from 'node:fs';
import * as jose from 'jose';
import jsonwebtoken from 'jsonwebtoken';

const decoders = {
  'jose': (text) => {
    jose.decodeProtectedHeader(text);
    return jose.decodeJwt(text);
  },
  'jose, claims alone': (text) => jose.decodeJwt(text),
  'jsonwebtoken': (text) => jsonwebtoken.decode(text),
};

function attempt(decode, text) {
  try {
    return decode(text);
  } catch {
    return null;
  }
}

const texts = JSON.parse(readFileSync(0, 'utf8'));
const read = Object.entries(decoders).map(
  ([name, decode]) => [name, texts.map((text) => attempt(decode, text))]);
process.stdout.write(JSON.stringify(Object.fromEntries(read)));
