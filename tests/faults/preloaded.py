"""What a process apart has loaded when it begins."""

import assistant.assistant
import assistant.compose
import assistant.copies
import assistant.encryption
import assistant.guide.loader
import store.restoring
import store.schema
import store.service
import tests.store.organisation
import tui.cli.context

LOADED = (assistant, store, tests, tui)
