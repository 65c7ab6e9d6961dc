"""The commands of `fazhi`, one module for each subject; each is imported only when it is called."""
