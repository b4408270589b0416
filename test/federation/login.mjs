// SPDX-License-Identifier: Apache-2.0
// The login page: a name, no password, for this provider knows nothing worth a password.

const PAGE = `<!DOCTYPE html>
<title>Log in</title>
<form method="post"><label>Name <input name="login"></label> <button>Log in</button></form>
`;
const LONGEST_BODY = 4096;

export const loginUrl = (_ctx, interaction) => `/login/${interaction.uid}`;

async function readForm(request) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > LONGEST_BODY) return undefined;
  }
  return new URLSearchParams(body);
}

async function finish(provider, ctx) {
  const login = (await readForm(ctx.req))?.get('login');
  if (!login) {
    ctx.status = 400;
    return;
  }
  const to = await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: login } });
  ctx.status = 303;
  ctx.redirect(to);
}

export const loginPages = (provider) => async (ctx, next) => {
  if (!ctx.path.startsWith('/login/')) return next();
  await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === 'POST') return finish(provider, ctx);
  ctx.type = 'html';
  ctx.body = PAGE;
  return undefined;
};
