using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>A file of a form, as the sender calls it; its content can be read once, before the next file is asked for.</summary>
internal sealed record UploadedFile(string Name, Stream Content);

/// <summary>The files of a form as they come over the line, so that a large one is never held in memory.</summary>
internal static class UploadedFiles
{
    private const int MaxBoundary = 100;

    /// <summary>Nothing where there is no form.</summary>
    /// <exception cref="IOException">The sender went away, or the form ends too early.</exception>
    /// <exception cref="InvalidDataException">The form is damaged.</exception>
    public static async IAsyncEnumerable<UploadedFile> ReadAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A plain form carries its antiforgery token in the body, so the whole of it has been read (to disk) already.
        if (request.HttpContext.Features.Get<IFormFeature>()?.Form is { } form)
        {
            foreach (var file in form.Files)
            {
                await using var content = file.OpenReadStream();
                yield return new UploadedFile(file.FileName, content);
            }

            yield break;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundary } boundary)
        {
            yield break;
        }

        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition() && NameOf(disposition) is { Length: > 0 } name)
            {
                yield return new UploadedFile(name, section.Body);
            }
        }
    }

    private static string? NameOf(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
}
