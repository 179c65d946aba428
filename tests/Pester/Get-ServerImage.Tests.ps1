Describe 'Get-ServerImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $image = Get-FixtureImage
    }

    It 'finds an image by <By>' -ForEach @(
        @{ By = 'name'; Pattern = { $image.Name } }
        @{ By = 'id'; Pattern = { $image.Id } }
        @{ By = 'the beginning of its id'; Pattern = { $image.Id.Substring(0, 8) } }
        @{ By = 'wildcards in the name'; Pattern = { 'w?b' } }
        @{ By = 'wildcards in the id'; Pattern = { $image.Id.Substring(0, 5) + '*' } }
    ) {
        (Get-ServerImage (& $Pattern)).Id | Should -Contain $image.Id
    }

    It 'finds the image that a server runs from, whatever the server is called' -Skip:(-not [Environment]::IsPrivilegedProcess) {
        $server = $image | Start-EphemeralServer -Name "$prefix-img"
        try {
            ($server | Get-ServerImage).Id | Should -Be $image.Id
            ($server | Get-Server).Name | Should -Be "$prefix-img"
            ([pscustomobject]@{ Name = "$prefix-img" } | Get-Server).Name | Should -Be "$prefix-img"
        } finally {
            $server | Stop-Server -Force
        }
    }

    It 'finds images by a row with a Name, and by themselves' {
        ([pscustomobject]@{ Name = $image.Name } | Get-ServerImage).Id | Should -Contain $image.Id
        ($image | Get-ServerImage).Id | Should -Be $image.Id
    }

    It 'says that there is none, and still finds the next' {
        $result = Invoke-Apart { 'nope', 'zz*', $image.Id | Get-ServerImage -ErrorAction Continue }
        $result.Ids | Should -Be ImageNotFound
        $result.Output.Id | Should -Be $image.Id
    }

    It 'shows Name, Id, Commit, Size, Own and Created as a table, ids cut' {
        $text = Get-ServerImage $image.Id | Format-Table | Out-String -Width 200
        $text | Should -Match 'Name\s+Id\s+Commit\s+Size\s+Own\s+Created'
        $text | Should -Match ' [\d.,]+ MiB +[\d.,]+ MiB '
        $text | Should -Match "$($image.Id.Substring(0, 12)) "
        Get-ServerImage $image.Id | Format-List | Out-String -Width 200 | Should -Match $image.Id
    }

    It 'says what an image alone has, which a build does not look for' {
        (Get-ServerImage $image.Id).OwnBytes | Should -BeOfType long
        $image.OwnBytes | Should -BeNullOrEmpty
        $image | Format-Table | Out-String -Width 200 | Should -Match ' [\d.,]+ MiB +\d{4}-'
    }

    It 'completes names and ids' {
        $line = "Get-ServerImage $($image.Id.Substring(0, 6))"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be $image.Id
    }
}
