"""Names of the config keys that change how the engine itself behaves. It holds no values."""

ENABLE_POWER_USER_MODE = "hamilton.enable_power_user_mode"
