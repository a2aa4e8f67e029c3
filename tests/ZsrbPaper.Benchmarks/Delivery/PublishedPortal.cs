using System.Diagnostics;
using System.Net;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>The portal as it is installed: published by its profile, in a process of its own.</summary>
internal static class PublishedPortal
{
    /// <summary>Publishes it into a folder.</summary>
    /// <returns>The program.</returns>
    public static Task<string> PublishAsync(string folder, CancellationToken cancellationToken) =>
        PublishAsync(RepositoryFolder.Find("src", "ZsrbPaper.Web"), folder, "ZsrbPaper.Web", ["-p:PublishProfile=Server"], cancellationToken);

    /// <summary>Publishes a project into a folder.</summary>
    /// <returns>The program.</returns>
    /// <exception cref="InvalidOperationException">It does not build.</exception>
    public static async Task<string> PublishAsync(string project, string folder, string name, IEnumerable<string> how, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"Publishing {name} …");
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "--use-current-runtime", "-o", folder, .. how])
        {
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        var said = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0 ? Path.Combine(folder, name) : throw new InvalidOperationException(said);
    }

    /// <summary>Waits for the first good answer, and gives it.</summary>
    /// <exception cref="InvalidOperationException">The portal fails to make it.</exception>
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

                if (answer.StatusCode == HttpStatusCode.InternalServerError)
                {
                    throw new InvalidOperationException($"{path} answers 500.");
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
