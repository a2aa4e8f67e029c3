using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Media;

/// <summary>
/// Small files, as tiles and the renditions that pages show, stay in memory with the kept answers once somebody asked for them, and go out from there until
/// something changes where they belong.
/// </summary>
internal sealed class KeptFiles(AnswerStore answers, KeptAddresses addresses)
{
    /// <summary>Of larger ones few would have room, and sending them takes much longer than opening them.</summary>
    public const int Largest = 128 * 1024;

    private readonly AnswerStore _answers = answers;

    /// <summary>To be asked before the gate is.</summary>
    /// <param name="context">Who asks for the file.</param>
    public Begun Begin(HttpContext context) => new(this, context, _answers.LastChange);

    /// <summary>The address under which a file can be kept that is given for this request; null when it cannot.</summary>
    private string? AddressOf(HttpContext context)
    {
        var request = context.Request;

        // Only the one spelling: under others the same file could fill the room many times. A preview has another address than it is answered by.
        return request.Headers.Range.Count == 0
            && addresses.Find(context.Features) is { } address && address == request.Path.Value
            && context.RequestServices.GetRequiredService<PreviewScope>().EditionId is null
            && !context.RequestServices.GetRequiredService<StandbyReads>().IsBehind ? address : null;
    }

    /// <summary>A request for a file, and what was known when it came.</summary>
    public readonly record struct Begun(KeptFiles Files, HttpContext Context, long Since)
    {
        /// <summary>Gives the file so that it is kept; null where it is to be given as it is read.</summary>
        /// <param name="place">Until something changes here, readers may have the file.</param>
        /// <param name="content">The file from its beginning. Closed once it was given.</param>
        public IResult? Give(ChangedPlace place, Stream content, string type, string tag) =>
            content.Length <= Largest && Files.AddressOf(Context) is { } address ? new KeptFile(Files._answers, address, Since, place, content, type, tag) : null;
    }

    private sealed class KeptFile(AnswerStore answers, string address, long since, ChangedPlace place, Stream content, string type, string tag) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
            var body = new byte[content.Length];
            await using (content)
            {
                await content.ReadExactlyAsync(body, cancellationToken);
            }

            response.ContentType = type;
            response.ContentLength = body.Length;
            response.Headers.ETag = tag;
            response.Headers.AcceptRanges = "bytes";

            // Some headers are set at the last moment; only now are they all there.
            await response.StartAsync(cancellationToken);
            answers.Keep(
                new KeptAnswer
                {
                    Address = address,
                    Status = StatusCodes.Status200OK,
                    Headers = [KeyValuePair.Create(HeaderNames.ContentType, response.Headers.ContentType), .. AnswerWriter.LastingOf(response.Headers)],
                    ETag = tag,
                    LastModified = null,
                    Subject = AnswerSubject.Of(place),
                    IsFile = true,
                    Body = body,
                },
                since);
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.BodyWriter.WriteAsync(body, cancellationToken);
            }
        }
    }
}
