// Windows uses UTF-16, these programs use UTF-8.
#pragma once

#include <string>
#include <vector>

#include <windows.h>

std::string utf8(const wchar_t *text);
std::wstring wide(const std::string &utf8);

// The system's text for an error, in one line.
std::string message_of(DWORD error);

// The arguments in UTF-8. main() receives them in the code page of the system, which cannot represent every name.
std::vector<std::string> command_line();
