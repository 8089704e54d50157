# A compiled job that is killed before a step that changes the storage: spark-submit killed-spark.py SCRIPT STEP ARGUMENTS...
# With the step 0 it ends by itself. Prints STEPS and how many there were.
import os
import signal
import sys

script, killed_at, *arguments = sys.argv[1:]
job = {"__name__": "job"}
with open(script) as file:
    exec(compile(file.read(), script, "exec"), job)
steps = 0


def counted(action):
    def step(*args, **named):
        global steps
        steps += 1
        if steps == int(killed_at):
            # The parent is the JVM of the driver.
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return action(*args, **named)

    return step


for name in ("write", "move", "remove"):
    setattr(job["Storage"], name, counted(getattr(job["Storage"], name)))
job["write_rows"] = counted(job["write_rows"])
sys.argv = [script, *arguments]
job["main"](arguments)
print("STEPS", steps)
