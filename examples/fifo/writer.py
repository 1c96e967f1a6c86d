import sys

with open(sys.argv[1] if len(sys.argv) > 1 else "/tmp/orders", "w") as orders:
    print("order from Python", file=orders)
print("wrote")
