using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Hosting;
using ZsrbPaper.Web.Telemetry;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// Gives readers what is kept, and keeps what is made for them. Stands before everything that makes an answer: what passes by it is the same for
/// everyone, and is made once however many ask for it.
/// </summary>
internal sealed class AnswerKeeper(RequestDelegate next, AnswerStore store, AnswerFreshness freshness, AnswerPacking packing, KeptAddresses addresses, EditionMemory editions, StandbyPosition standbys, PaperMetrics metrics, SharedCaching? sharing = null)
{
    /// <summary>What a request says of the form that it wants; what is kept is made in the plain form.</summary>
    private static readonly string[] _wishes = [HeaderNames.AcceptEncoding, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.Range];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!store.IsEnabled || !KeptAddresses.MayBeKept(context.Request.Path) || addresses.Find(context.Features) is not { } address)
        {
            await next(context);
            return;
        }

        while (true)
        {
            if ((freshness.IsFresh || await freshness.ConfirmAsync(context.RequestAborted)) && store.Find(address) is { } kept)
            {
                packing.Asked(kept);
                metrics.Hit(isInFront: false);
                await AnswerWriter.WriteAsync(kept, context.Features);
                return;
            }

            if (store.TryMake(address, out var making))
            {
                metrics.Miss();
                await MakeAsync(context, address, making);
                return;
            }

            switch (await WaitAsync(making.Task, context.RequestAborted))
            {
                case { Answer: { } made }:
                    metrics.Hit(isInFront: false);
                    await AnswerWriter.WriteAsync(made, context.Features);
                    return;
                case { IsMade: true }:
                    // Not one to share; everybody makes his own.
                    await next(context);
                    return;
            }
        }
    }

    /// <summary>What was made; nothing when its maker failed, as when the client for whom it was made went away.</summary>
    private static async Task<(KeptAnswer? Answer, bool IsMade)> WaitAsync(Task<KeptAnswer?> making, CancellationToken cancellationToken)
    {
        await ((Task)making.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        cancellationToken.ThrowIfCancellationRequested();
        return making.IsCompletedSuccessfully ? (await making, true) : (null, false);
    }

    private async Task MakeAsync(HttpContext context, string address, TaskCompletionSource<KeptAnswer?> making)
    {
        try
        {
            var (since, sinceOfEditions) = (store.LastChange, editions.LastChange);
            var known = context.RequestServices.GetRequiredService<KnownEditions>();

            // A standby may lag behind what is known, and a new heading would stand over an old text.
            if (freshness.IsFresh && !standbys.IsUsed)
            {
                known.Open(editions.Find);
            }

            using var body = new MemoryStream();
            await RunAsync(context, body);
            if (!context.RequestServices.GetRequiredService<StandbyReads>().IsBehind)
            {
                editions.Keep(known.Read, sinceOfEditions);
            }
            else if (!context.Response.HasStarted)
            {
                context.Response.Headers.CacheControl = "no-store";
            }

            if (!IsForAll(context))
            {
                store.Made(address, making, null);
                await SendAsync(context, body);
                return;
            }

            var answer = Describe(context, address, body.ToArray());
            var bytes = AnswerWriter.Begin(answer, context.Features);
            sharing?.Describe(answer, context.Response.Headers);

            // Some headers are set at the last moment; only now are they all there.
            await context.Response.StartAsync(context.RequestAborted);
            answer = answer.With([.. answer.Headers, .. AnswerWriter.LastingOf(context.Response.Headers).Where(header => answer.Shared is null || header.Key != HeaderNames.CacheControl)]);
            store.Keep(answer, since);
            store.Made(address, making, answer);
            if (bytes.Length > 0)
            {
                await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
            }
        }
        finally
        {
            store.Abandon(address, making);
        }
    }

    /// <summary>Has the answer made in its plain form, whatever the client has and takes.</summary>
    private async Task RunAsync(HttpContext context, MemoryStream body)
    {
        var (request, response) = (context.Request, context.Response);
        var (method, real) = (request.Method, response.Body);
        var wishes = Array.ConvertAll(_wishes, name => request.Headers[name]);
        try
        {
            request.Method = HttpMethods.Get;
            response.Body = body;
            Array.ForEach(_wishes, name => request.Headers.Remove(name));
            await next(context);
        }
        finally
        {
            request.Method = method;
            response.Body = real;
            for (var i = 0; i < _wishes.Length; i++)
            {
                request.Headers[_wishes[i]] = wishes[i];
            }
        }
    }

    private static Task SendAsync(HttpContext context, MemoryStream body)
    {
        if (HttpMethods.IsHead(context.Request.Method) || body.Length == 0)
        {
            return Task.CompletedTask;
        }

        body.Position = 0;
        return body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Whether the answer is the same for everyone who asks, whenever until something changes.</summary>
    private static bool IsForAll(HttpContext context)
    {
        var headers = context.Response.Headers;
        var control = headers.CacheControl.ToString();
        return context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status404NotFound or StatusCodes.Status410Gone
            && headers.SetCookie.Count == 0
            && headers.Vary.ToString() is "" or "Accept-Encoding"
            && !control.Contains("no-store", StringComparison.Ordinal)
            && !control.Contains("private", StringComparison.Ordinal);
    }

    private KeptAnswer Describe(HttpContext context, string address, byte[] body)
    {
        var headers = context.Response.Headers;
        var type = headers.ContentType.ToString();
        var tag = headers.ETag.Count > 0 ? headers.ETag.ToString() : $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"";
        var subject = SubjectOf(context);
        return new KeptAnswer
        {
            Address = address,
            Status = context.Response.StatusCode,
            Headers = type.Length == 0 ? [] : [KeyValuePair.Create(HeaderNames.ContentType, headers.ContentType)],
            ETag = tag.StartsWith("W/", StringComparison.Ordinal) ? tag : "W/" + tag,
            LastModified = DateTimeOffset.TryParseExact(headers.LastModified.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var modified) ? modified : null,
            Shared = headers.CacheControl.Count == 0 ? sharing?.SpanOf(subject) : null,
            Subject = subject,
            Body = body,
            Gzip = AnswerPacking.PackQuickly(body, type),
        };
    }

    private static AnswerSubject SubjectOf(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ShowsOneEditionAttribute>() is not null
            && context.RequestServices.GetRequiredService<ShownEdition>() is { Newspaper: { } shown } edition)
        {
            return new AnswerSubject(shown, edition.First, edition.Last) { Date = edition.Date };
        }

        var path = context.Request.Path.Value!;
        var code = path.Split('/', 3)[1];
        return NewspaperCode.IsValid(code) && !path.EndsWith("/related", StringComparison.Ordinal) ? AnswerSubject.Of(code) : AnswerSubject.Everything;
    }
}
