Describe 'Remove-ServerImage' {
    BeforeAll { . $PSScriptRoot/Common.ps1 }

    BeforeEach { $image = Get-FixtureImage }

    It 'removes an image by the beginning of its id' {
        Remove-ServerImage $image.Id.Substring(0, 10) | Should -BeNullOrEmpty
        Join-Path ($image.Layers[0].Path | Split-Path | Split-Path) images $image.Id | Should -Not -Exist
        $kept = (Get-ServerImage).Layers.Id
        $image.Layers | ForEach-Object { Test-Path $_.Path | Should -Be ($_.Id -in $kept) }
    }

    It 'takes an image, and hands it on with -PassThru' {
        ($image | Remove-ServerImage -PassThru).Id | Should -Be $image.Id
        Get-ServerImage | Where-Object Id -EQ $image.Id | Should -BeNullOrEmpty
    }

    It 'takes the names and wildcards that Get-ServerImage takes, and each image once' {
        $all = (Get-ServerImage web).Id
        (Remove-ServerImage WEB, 'w?b', $image.Id -PassThru).Id | Should -Be $all
        Get-ServerImage web* | Should -BeNullOrEmpty
        Remove-ServerImage 'nobody-*' | Should -BeNullOrEmpty
        (Invoke-Apart { Remove-ServerImage nobody -ErrorAction Continue }).Ids | Should -Be ImageNotFound
    }

    It 'removes nothing with -WhatIf' {
        $image | Remove-ServerImage -WhatIf
        $image.Layers.Path | Should -Exist
    }

    It 'says that there is none, and still removes the next' {
        $result = Invoke-Apart { '00000000', $image.Id | Remove-ServerImage -PassThru -ErrorAction Continue }
        $result.Ids | Should -Be ImageNotFound
        $result.Output.Id | Should -Be $image.Id
    }

    It 'keeps an image that a server runs from' -Skip:(-not [Environment]::IsPrivilegedProcess) {
        $null = Initialize-ServerHost
        $server = $image | Start-EphemeralServer -Name "$prefix-user"
        try {
            $result = Invoke-Apart { $image | Remove-ServerImage -ErrorAction Continue }
            $result.Ids | Should -Be ImageInUse
            $result.Errors[0].CategoryInfo.Category | Should -Be ResourceBusy
            $image.Layers.Path | Should -Exist
        }
        finally { $server | Stop-Server -Force }
    }
}
