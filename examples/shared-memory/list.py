"""Changes one value of the list that ListWriter.java has written."""

import sys
from multiprocessing import resource_tracker, shared_memory

name = sys.argv[1] if len(sys.argv) > 1 else "prices"
prices = shared_memory.ShareableList(name=name)
resource_tracker.unregister(prices.shm._name, "shared_memory")  # else Python removes the name when it ends
print("read", list(prices))
prices[1] = 200
prices.shm.close()
