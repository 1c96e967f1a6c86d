#include "windows.hpp"

namespace {

// A view of a whole mapping. The two kinds differ in the object that is mapped.
class Mapping : public MemoryPeer {
public:
    Mapping() {
        on("close", [this](const Words &) {
            close_all();
            return "";
        });
        on("flush", [this](const Words &) {
            check("FlushViewOfFile", FlushViewOfFile(memory_, 0));
            return "";
        });
    }

    ~Mapping() override { unmap(); }

protected:
    // The size is known if a file is mapped. Otherwise it is the size of the region, which counts whole pages.
    void map(std::size_t size) {
        unmap();
        void *view = check("MapViewOfFile", MapViewOfFile(mapping_.get(), writable_ ? FILE_MAP_WRITE : FILE_MAP_READ, 0, 0, 0));
        memory_ = static_cast<char *>(view);
        MEMORY_BASIC_INFORMATION region;
        check("VirtualQuery", VirtualQuery(view, &region, sizeof region));
        size_ = size != 0 ? size : region.RegionSize;
    }

    virtual void close_all() {
        unmap();
        mapping_.close();
    }

    void unmap() {
        if (memory_ != nullptr)
            UnmapViewOfFile(memory_);
        memory_ = nullptr;
    }

    Handle mapping_;
};

DWORD high(std::size_t size) {
    return static_cast<DWORD>(size >> 32);
}

DWORD low(std::size_t size) {
    return static_cast<DWORD>(size);
}

class NamedMapping : public Mapping {
public:
    explicit NamedMapping(const std::string &text) {
        std::wstring name = wide(text);
        on("create", [=](const Words &words) {
            std::size_t size = words.size(1);
            mapping_.adopt_new(
                "CreateFileMapping",
                CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, high(size), low(size), name.c_str()));
            writable_ = true;
            map(size);
            return "";
        });
        on("open", [=](const Words &words) {
            bool writable = !words.has(1, "ro");
            DWORD access = writable ? FILE_MAP_READ | FILE_MAP_WRITE : FILE_MAP_READ;
            mapping_.adopt("OpenFileMapping", OpenFileMappingW(access, FALSE, name.c_str()));
            writable_ = writable;
            map(0);
            return std::to_string(size_);
        });
    }
};

class MappedFile : public Mapping {
public:
    explicit MappedFile(const std::string &text) {
        std::wstring path = wide(text);
        on("create", [=](const Words &words) {
            open(path, true, CREATE_NEW);
            resize(words.number(1));
            return "";
        });
        on("open", [=](const Words &words) {
            open(path, !words.has(1, "ro"), OPEN_EXISTING);
            map_all();
            return std::to_string(size_);
        });
        on("truncate", [=](const Words &words) {
            resize(words.number(1));
            return "";
        });
        on("unlink", [=](const Words &) {
            check("DeleteFile", DeleteFileW(path.c_str()));
            return "";
        });
    }

protected:
    void close_all() override {
        Mapping::close_all();
        file_.close();
    }

private:
    void open(const std::wstring &path, bool writable, DWORD disposition) {
        DWORD access = writable ? GENERIC_READ | GENERIC_WRITE : GENERIC_READ;
        DWORD sharing = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
        file_.adopt(
            "CreateFile",
            CreateFileW(path.c_str(), access, sharing, nullptr, disposition, FILE_ATTRIBUTE_NORMAL, nullptr));
        writable_ = writable;
    }

    // A file with a mapped section cannot be shortened (error 1224).
    void resize(long long size) {
        Mapping::close_all();
        LARGE_INTEGER end;
        end.QuadPart = size;
        check("SetFilePointerEx", SetFilePointerEx(file_.get(), end, nullptr, FILE_BEGIN));
        check("SetEndOfFile", SetEndOfFile(file_.get()));
        map_all();
    }

    // An empty file has no mapping.
    void map_all() {
        Mapping::close_all();
        LARGE_INTEGER size;
        check("GetFileSizeEx", GetFileSizeEx(file_.get(), &size));
        size_ = static_cast<std::size_t>(size.QuadPart);
        if (size_ == 0)
            return;
        DWORD protection = writable_ ? PAGE_READWRITE : PAGE_READONLY;
        mapping_.adopt("CreateFileMapping", CreateFileMappingW(file_.get(), nullptr, protection, 0, 0, nullptr));
        map(size_);
    }

    Handle file_;
};

}

std::unique_ptr<Peer> named_mapping(const std::string &name) {
    return std::make_unique<NamedMapping>(name);
}

std::unique_ptr<Peer> mapped_file(const std::string &path) {
    return std::make_unique<MappedFile>(path);
}
