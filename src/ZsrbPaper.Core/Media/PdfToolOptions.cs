namespace ZsrbPaper.Core.Media;

/// <summary>How poppler's programs are found and how much they may take. They read files from outside, so each run is bounded.</summary>
public sealed class PdfToolOptions
{
    /// <summary>The folder of <c>pdfinfo</c>, <c>pdftocairo</c> and <c>pdfunite</c>; unset, they are looked for on the PATH.</summary>
    public string? Folder { get; set; }

    /// <summary>After this a run is ended and the file refused. A broadsheet page takes two to five seconds.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Address space of one run in mebibytes; kept where there is a POSIX shell and the system supports it (Linux).</summary>
    public int MemoryLimitMiB { get; set; } = 3072;

    /// <summary>The largest file that a run may write, in mebibytes; kept where there is a POSIX shell.</summary>
    public int OutputLimitMiB { get; set; } = 2048;
}
