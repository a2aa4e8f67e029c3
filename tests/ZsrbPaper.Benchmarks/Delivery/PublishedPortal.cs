using System.Diagnostics;
using System.Net;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>The portal as it is installed: published for release, compiled ahead, in a process of its own.</summary>
internal static class PublishedPortal
{
    /// <summary>Publishes it into a folder.</summary>
    /// <returns>The program.</returns>
    public static async Task<string> PublishAsync(string folder, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine("Publishing the portal …");
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", RepositoryFolder.Find("src", "ZsrbPaper.Web"), "-c", "Release", "--use-current-runtime", "--no-self-contained", "-p:PublishReadyToRun=true", "-o", folder,
        ])
        {
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        var said = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0 ? Path.Combine(folder, "ZsrbPaper.Web") : throw new InvalidOperationException(said);
    }

    /// <summary>Waits for its first good answer.</summary>
    public static async Task<byte[]> FirstAnswerAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(path, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(2, cancellationToken);
        }
    }
}
