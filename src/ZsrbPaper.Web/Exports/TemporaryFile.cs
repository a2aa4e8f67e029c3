namespace ZsrbPaper.Web.Exports;

/// <summary>Room on disk for what is too large for memory.</summary>
internal static class TemporaryFile
{
    /// <summary>
    /// A new file to write and read. It has no name from the beginning, so that nothing is left of it when it is closed, not even when
    /// this process is killed.
    /// </summary>
    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"zsrbpaper-{Guid.NewGuid():N}");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 65_536,
        });
        File.Delete(path);
        return file;
    }
}
