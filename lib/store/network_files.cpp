#include "store/network_files.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>

namespace ncv::sweep {

std::string_view network_file_system_name(unsigned long type) {
    switch (type) {
    case NFS_SUPER_MAGIC: return "NFS";
    case SMB_SUPER_MAGIC:
    case 0xff534d42: // CIFS
    case 0xfe534d42: // SMB2
        return "SMB";
    case AFS_SUPER_MAGIC:
    case 0x6b414653: // of Linux' own client
        return "AFS";
    case CODA_SUPER_MAGIC: return "Coda";
    case V9FS_MAGIC: return "9p";
    case 0x00c36400: return "Ceph";
    case 0x0bd00bd0: return "Lustre";
    case 0x19830326: return "BeeGFS";
    case 0x47504653: return "GPFS";
    case 0x01161970: return "GFS2";
    case 0x7461636f: return "OCFS2";
    case 0xaad7aaea: return "PanFS";
    default: return {};
    }
}

std::string_view network_file_system(const std::filesystem::path& folder) {
    struct statfs found {};
    if (::statfs(folder.empty() ? "." : folder.c_str(), &found) != 0) return {};
    return network_file_system_name(static_cast<unsigned long>(found.f_type) & 0xffffffffUL);
}

} // namespace ncv::sweep
