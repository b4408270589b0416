# Installed as they lie in the tree, so that links between them work there too.
nobase_dist_doc_DATA = README.md SECURITY.md NEWS.md \
	conf/MIGRATION.md \
	conf/token_binding.conf \
	conf/examples/legacy-application.conf \
	conf/examples/mixed-rollout.conf \
	conf/examples/mod_auth_openidc-bound-cookie.conf \
	conf/examples/mod_auth_openidc.conf \
	conf/examples/openid-provider.conf \
	conf/examples/prometheus-alerts.yml \
	conf/examples/recipes.conf \
	docs/README.md \
	docs/applications.md \
	docs/concepts.md \
	docs/howto/api-tokens.md \
	docs/howto/behind-a-balancer.md \
	docs/howto/browsers.md \
	docs/howto/federation.md \
	docs/howto/legacy-cookies.md \
	docs/howto/own-backend.md \
	docs/howto/own-client.md \
	docs/howto/removal.md \
	docs/howto/roll-out.md \
	docs/howto/several-servers.md \
	docs/pictures/bound-request.svg \
	docs/pictures/chain.svg \
	docs/pictures/device-session.svg \
	docs/pictures/theft.svg \
	docs/reference.md \
	docs/troubleshooting.md
dist_man_MANS += docs/mod_token_binding.8
EXTRA_DIST += CONTRIBUTING.md docs/internals.md docs/pictures/handshake.svg docs/pictures/handshake.txt \
	docs/pictures/request.svg docs/pictures/request.txt
EXTRA_DIST += docs/pictures/draw.py docs/pictures/bound-request.txt docs/pictures/chain.txt \
	docs/pictures/device-session.txt docs/pictures/theft.txt
