// The least a C++ program can do.
int main() {}
