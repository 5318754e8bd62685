"""Where the value went: why shareholders get less than the best that could be had."""
