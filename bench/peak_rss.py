import re
import resource
import sys


def peak_rss_mib():
    """The most memory that this process has had, in MiB."""
    if sys.platform == "linux":
        # ru_maxrss has what the process that started this one had as well; VmHWM begins with the program.
        with open("/proc/self/status") as status:
            own = re.search(r"^VmHWM:\s+(\d+) kB$", status.read(), re.M)
        if own is not None:
            return round(int(own[1]) / 1024)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
