"""Work on files of strangers, in a child process with limits on memory and time.

In comes the name of a function and bytes; out come the function's answer, its
refusal, or why there is none. One child runs at a time: the others wait, or are asked to
try again. This package knows nothing of Word files or pictures. A function and its module
import little: a child starts anew each time.
"""
