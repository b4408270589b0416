#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ends what a demo started. Usage: stop.sh BUILD-FOLDER
set -eu
build=$1
# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"
stop_all
echo 'Stopped.'
