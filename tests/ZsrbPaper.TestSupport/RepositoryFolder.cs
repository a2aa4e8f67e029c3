namespace ZsrbPaper.TestSupport;

/// <summary>The folder that the tests were built in, for tests that read the project's own files.</summary>
public static class RepositoryFolder
{
    /// <summary>The path of a file or folder in it.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside the repository.</exception>
    public static string Find(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ZsrbPaper.sln")))
            {
                return Path.Combine([folder.FullName, .. path]);
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests has ZsrbPaper.sln.");
    }
}
