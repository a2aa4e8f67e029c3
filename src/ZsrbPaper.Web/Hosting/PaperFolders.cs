namespace ZsrbPaper.Web.Hosting;

/// <summary>Where the program finds its own files and keeps those of the newspaper; all absolute.</summary>
/// <param name="Content">The project folder in development, the executable's when published.</param>
/// <param name="Data"><c>Data:Root</c>: embedded database; by default <c>data</c> beside the content.</param>
/// <param name="Media"><c>Media:Root</c>: pictures and PDFs, unless an S3 service has them; by default <c>media</c> under the data root.</param>
public sealed record PaperFolders(string Content, string Data, string Media)
{
    public string DatabaseFile => Path.Combine(Data, "paper.db");

    /// <summary>Files that an S3 service keeps and readers asked for.</summary>
    public string MediaCache => Path.Combine(Data, "media-cache");

    /// <summary>The newspaper and editions that come with the program.</summary>
    public string Sample => Path.Combine(Content, "Sample");

    /// <summary>Relative settings mean the folder of whoever started the program.</summary>
    public static PaperFolders From(string contentRoot, IConfiguration configuration)
    {
        var data = Absolute(configuration["Data:Root"]) ?? Path.Combine(contentRoot, "data");
        return new PaperFolders(contentRoot, data, Absolute(configuration["Media:Root"]) ?? Path.Combine(data, "media"));
    }

    /// <summary>
    /// The folder of the project when the program runs out of its build output, else the folder of the executable.
    /// The working folder does not matter: commands may be given from anywhere.
    /// </summary>
    public static string FindContent()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ZsrbPaper.Web.csproj")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }

    private static string? Absolute(string? path) => string.IsNullOrWhiteSpace(path) ? null : Path.GetFullPath(path);
}
