import importlib
import logging
import sys

import pandas as pd

from hamilton import base, driver, log_setup, settings, telemetry
from hamilton.function_modifiers.configuration import config
from hamilton.function_modifiers.dependencies import source
from hamilton.function_modifiers.expanders import extract_fields
from hamilton.function_modifiers.metadata import tag

telemetry.disable_telemetry()
log_setup.setup_logging(logging.WARNING)
print(telemetry.is_telemetry_enabled(), settings.ENABLE_POWER_USER_MODE)
module = importlib.import_module("module")
adapter = base.SimplePythonGraphAdapter(base.PandasDataFrameResult())
dr = driver.Driver({"unused": 1}, module, adapter=adapter)
frame = dr.execute(["spend", "cost", module.signups])
print(frame.to_csv(index=False))
print([each.__name__ for each in (config, source, extract_fields, tag)])
print(sorted(v.name for v in dr.list_available_variables()))
