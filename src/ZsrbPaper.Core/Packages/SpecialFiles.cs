using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Tells pipes, sockets and devices from files. .NET shows no difference until they are opened, and opening a pipe waits for
/// someone to write into it.
/// </summary>
internal static class SpecialFiles
{
    public static bool IsSpecial(string path)
    {
        const int currentFolder = -100, noFollow = 0x100, typeOnly = 1, modeAt = 28, typeMask = 0xF000, regular = 0x8000;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var status = new byte[256];
        try
        {
            var failed = StatX(currentFolder, Encoding.UTF8.GetBytes(path + '\0'), noFollow, typeOnly, status) != 0;

            // What cannot be looked at cannot be opened either, which says more.
            return !failed && ((BitConverter.IsLittleEndian
                ? BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(modeAt))
                : BinaryPrimitives.ReadUInt16BigEndian(status.AsSpan(modeAt))) & typeMask) != regular;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Unlike stat, its result is laid out the same on every processor.</summary>
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] status);
}
