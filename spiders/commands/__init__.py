"""The commands, one a module.

Scrapy loads the modules of all of them whichever is called. So what a command works with is loaded by the function that
works with it; at a module's head stands what parses the command line and speaks to a person.
"""
