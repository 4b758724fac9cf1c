@"%DAGSCOPE_COMPAT_PYTHON%" -m dagscope.compat.hamilton -m hamilton.cli %*
