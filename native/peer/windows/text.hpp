// Windows speaks UTF-16, these programs UTF-8.
#pragma once

#include <string>
#include <vector>

#include <windows.h>

std::string utf8(const wchar_t *text);
std::wstring wide(const std::string &utf8);

// What the system says of an error, in one line.
std::string message_of(DWORD error);

// main() has the arguments in the code page of the system, in which not every name can be said.
std::vector<std::string> command_line();
