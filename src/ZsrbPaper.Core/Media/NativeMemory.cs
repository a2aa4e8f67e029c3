using System.Runtime.InteropServices;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// Has the C library give the memory of pictures back to the system. glibc takes large blocks from the system one by one at first, but lets the size from
/// which it does so grow with what is freed, to 32 MB; from then on a picture's pixels lie in one of the heaps that it keeps for each thread, between what
/// is still used, and the process grows with every page of an edition.
/// </summary>
internal static class NativeMemory
{
    /// <summary>In bytes: smaller blocks come and go by the thousand while a picture is encoded, and each would cost the system's zeroing of its memory.</summary>
    private const int LargeBlock = 4 << 20;

    public static void ReturnLargeBlocks()
    {
        const int threshold = -3; // M_MMAP_THRESHOLD of malloc.h: one that is set does not grow.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallOpt(threshold, LargeBlock);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which has its own ways.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallOpt(int parameter, int value);
}
