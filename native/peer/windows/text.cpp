#include "text.hpp"

#include <shellapi.h>

std::string utf8(const wchar_t *text) {
    int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
    std::string result(static_cast<std::size_t>(size), '\0');
    WideCharToMultiByte(CP_UTF8, 0, text, -1, result.data(), size, nullptr, nullptr);
    result.pop_back();
    return result;
}

std::wstring wide(const std::string &utf8_text) {
    int length = static_cast<int>(utf8_text.size()) + 1;
    std::wstring text(static_cast<std::size_t>(length), L'\0');
    int size = MultiByteToWideChar(CP_UTF8, 0, utf8_text.c_str(), length, text.data(), length);
    text.resize(static_cast<std::size_t>(size) - 1);
    return text;
}

std::string message_of(DWORD error) {
    wchar_t text[512];
    DWORD length = FormatMessageW(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, error, 0, text, ARRAYSIZE(text), nullptr);
    while (length > 0 && text[length - 1] <= L' ')
        length--;
    for (DWORD i = 0; i < length; i++)
        if (text[i] < L' ')
            text[i] = L' ';
    return length == 0 ? "unknown error" : utf8(std::wstring(text, length).c_str());
}

std::vector<std::string> command_line() {
    int count;
    LPWSTR *words = CommandLineToArgvW(GetCommandLineW(), &count);
    std::vector<std::string> arguments;
    for (int i = 0; words != nullptr && i < count; i++)
        arguments.push_back(utf8(words[i]));
    LocalFree(words);
    return arguments;
}
