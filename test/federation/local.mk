# The tests themselves are among the integration tests.
EXTRA_DIST += test/federation conf/examples
