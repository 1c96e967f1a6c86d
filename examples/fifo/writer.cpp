#include <fstream>
#include <iostream>

int main(int argc, char **argv) {
    std::ofstream orders(argc > 1 ? argv[1] : "/tmp/orders");
    orders << "order from C++" << std::endl;
    std::cout << (orders ? "wrote" : "failed") << std::endl;
}
